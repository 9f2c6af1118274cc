"""Implements as much of the curve P-256 (FIPS 186-5) as signing with a derived key and verifying need.

It uses plain integers and does not run in constant time, so use it only for tests with published keys.
"""

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

# Points are (X, Y, Z) in Jacobian coordinates, x = X/Z² and y = Y/Z³, so that only `_affine` divides.
_INFINITY = (1, 1, 0)


def multiple(factor, point):
    """Multiplies an affine point by `factor`. Returns None for the point at infinity."""
    return _affine(_multiple(factor, (*point, 1)))


def sum_of_multiples(first, second, point):
    """Adds `first` times the base point and `second` times `point`. Returns None for the point at infinity."""
    return _affine(_added(_multiple(first, (*G, 1)), _multiple(second, (*point, 1))))


def _multiple(factor, point):
    result = _INFINITY
    for bit in bin(factor)[2:]:
        result = _doubled(result)
        if bit == "1":
            result = _added(result, point)
    return result


def _doubled(point):
    x, y, z = point
    if not z:
        return _INFINITY
    square = y * y % P
    s = 4 * x * square % P
    # The curve's a is -3, so 3x² + a·z⁴ is a product.
    m = 3 * (x - z * z) * (x + z * z) % P
    doubled_x = (m * m - 2 * s) % P
    return doubled_x, (m * (s - doubled_x) - 8 * square * square) % P, 2 * y * z % P


def _added(first, second):
    x1, y1, z1 = first
    x2, y2, z2 = second
    if not z1:
        return second
    if not z2:
        return first
    z1_square, z2_square = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * z2_square % P, x2 * z1_square % P
    s1, s2 = y1 * z2 * z2_square % P, y2 * z1 * z1_square % P
    if u1 == u2:
        return _doubled(first) if s1 == s2 else _INFINITY
    h, r = u2 - u1, s2 - s1
    h_square = h * h % P
    h_cube, v = h * h_square % P, u1 * h_square % P
    x = (r * r - h_cube - 2 * v) % P
    return x, (r * (v - x) - s1 * h_cube) % P, h * z1 * z2 % P


def _affine(point):
    x, y, z = point
    if not z:
        return None
    inverse = pow(z, -1, P)
    square = inverse * inverse % P
    return x * square % P, y * square * inverse % P
