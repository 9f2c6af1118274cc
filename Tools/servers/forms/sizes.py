"""Forms about the file's size and content-length-range."""

from forms.form import TYPE_CONDITION, Form, file, with_conditions


def ranged(title, *bounds, size=5):
    """Returns a form with a range that the builder rejects or writes differently, so it is added to the policy afterwards."""
    return Form(
        title, conditions=(TYPE_CONDITION,), document=with_conditions(["content-length-range", *bounds]), file=file(size))


FORMS = [
    Form("within the range"),
    Form("0 bytes of 1 to 1000", file=file(0)),
    Form("1 byte of 1 to 1000", file=file(1)),
    Form("1000 bytes of 1 to 1000", file=file(1000)),
    Form("1001 bytes of 1 to 1000", file=file(1001)),
    ranged("5 bytes of 5 to 5", 5, 5),
    ranged("0 bytes of 0 to 0", 0, 0, size=0),
    ranged("more than 32 bits", 1, 5368709120),
    Form("two ranges, one of them exceeded", conditions=(
        TYPE_CONDITION, ["content-length-range", 1, 1000], ["content-length-range", 1, 4])),
    ranged("a range of numbers in strings", "1", "1000"),
    ranged("a range of numbers in strings, exceeded", "1", "4"),
    ranged("a bound that is not a number", "one", "1000"),
    ranged("a range of one number", 1),
    ranged("a range of three numbers", 1, 5, 1000),
    ranged("a negative bound", -1, 1000),
    ranged("a fractional bound", 1.5, 1000),
    ranged("the lower bound above the upper", 1000, 1),
    Form("no range", conditions=(TYPE_CONDITION,), file=file(2000)),
]
