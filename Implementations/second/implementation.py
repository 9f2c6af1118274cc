"""Puts the subjects Signing, Policy, Form, Keys, Validation and Recording behind one function, `perform`.

The implementation was written from the specification alone, in Python's standard library, and shares no code with the
suite's reference implementation. If both give the same result, two independent readings of the rule agree.
"""

from importlib import import_module

from signing.faults import Injected, Rejected, Unsupported

# The module and function of each operation. A module is loaded at its first use, because a mutant serves a few runs only.
OPERATIONS = {
    "canonical": ("signing.sign", "canonical"),
    "sign.url": ("signing.sign", "sign_url"),
    "sign.headers": ("signing.sign", "sign_headers"),
    "sign.policy": ("signing.policy", "sign_policy"),
    "sign.chunks": ("signing.chunks", "sign_chunks"),
    "verify.headers": ("signing.verify_headers", "verify_headers"),
    "verify.url": ("signing.verify_url", "verify_url"),
    "verify.form": ("signing.verify_form", "verify_form"),
    "verify.chunks": ("signing.verify_chunks", "verify_chunks"),
    "policy.build": ("policy.build", "build_policy"),
    "policy.evaluate": ("policy.evaluate", "evaluate_policy"),
    "form.parse": ("form.parse", "parse_form"),
    "form.respond": ("form.respond", "respond"),
    "key.generate": ("keys.layouts", "generate_key"),
    "key.parse": ("keys.parse", "parse_key"),
    "media-type.parse": ("validation.media_types", "parse_media_type"),
    "limits.read": ("validation.limits", "read_limits"),
    "object.validate": ("validation.decision", "validate_object"),
    "record.open": ("recording.operations", "open_recorder"),
    "record.step": ("recording.operations", "take_step"),
    "record.dump": ("recording.operations", "dump_uploads"),
    "record.close": ("recording.operations", "close_recorder"),
}

# Operations that also take the run's random bytes.
_TAKE_RANDOM = frozenset(("key.generate", "record.step"))
# Operations that also take `halt`, because they can be killed at a fault point.
_TAKE_HALT = frozenset(("record.step",))


def perform(operation: str, clock: str, data: dict, broken: frozenset = frozenset(), random: bytes = b"", halt=None) -> dict:
    """Returns the result of one run of the adapter protocol: status, output or error, and trace.

    `data` is the run's input, `broken` holds the names of the mutants to be, and `random` is the run's random bytes. `halt`
    is called with the name of the fault point at which a step is to be killed, and does not return. Anything else that goes
    wrong, such as an input that violates the protocol, raises an exception.
    """
    if operation not in OPERATIONS:
        return {"status": "unsupported", "error": {"message": f"the operation {operation} is not implemented"}}
    module, function = OPERATIONS[operation]
    inputs = (data, clock) + (random,) * (operation in _TAKE_RANDOM) + (halt,) * (operation in _TAKE_HALT)
    with Injected(broken):
        try:
            output, trace = getattr(import_module(module), function)(*inputs)
            result = {"status": "accepted", "output": output}
        except Rejected as rejection:
            error, trace = {"code": rejection.code, "message": rejection.message}, rejection.trace
            further = {"status": rejection.status, "field": rejection.field, "details": rejection.details}
            error.update((name, value) for name, value in further.items() if value is not None)
            result = {"status": "rejected", "error": error}
        except Unsupported as reason:
            result, trace = {"status": "unsupported", "error": {"message": str(reason)}}, None
    if trace:
        result["trace"] = trace
    return result
