"""The subjects Signing, Policy, Form, Keys, Validation and Recording behind one function.

It is written from the specification alone, in Python's standard library, and shares nothing with the suite's own
reference implementation: where the two agree, two readings of the rules agree.
"""

from importlib import import_module

from signing.faults import Injected, Rejected, Unsupported

# The modules are loaded when they are first asked for: a mutant is started for a handful of requests.
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
}

# What makes something that nobody can guess takes the run's random bytes, too.
_TAKE_RANDOM = frozenset(("key.generate", "record.step"))
# What can be killed in its middle takes a way to stop there.
_TAKE_HALT = frozenset(("record.step",))


def perform(operation: str, clock: str, data: dict, broken: frozenset = frozenset(), random: bytes = b"", halt=None) -> dict:
    """Answers one request of the adapter protocol: status, output or error, and trace.

    `data` is the request's input, `broken` the names of the faults to have, `random` the request's random bytes; `halt` is
    called with the name of the point where a step is to be killed, and does not come back. What is neither an answer nor a
    rejection, an input against the protocol for instance, is raised.
    """
    if operation not in OPERATIONS:
        return {"status": "unsupported", "error": {"message": "no operation of this name"}}
    module, function = OPERATIONS[operation]
    inputs = (data, clock) + (random,) * (operation in _TAKE_RANDOM) + (halt,) * (operation in _TAKE_HALT)
    with Injected(broken):
        try:
            output, trace = getattr(import_module(module), function)(*inputs)
            answer = {"status": "accepted", "output": output}
        except Rejected as rejection:
            error, trace = {"code": rejection.code, "message": rejection.message}, rejection.trace
            further = {"status": rejection.status, "field": rejection.field, "details": rejection.details}
            error.update((name, value) for name, value in further.items() if value is not None)
            answer = {"status": "rejected", "error": error}
        except Unsupported as reason:
            answer, trace = {"status": "unsupported", "error": {"message": str(reason)}}, None
    if trace:
        answer["trace"] = trace
    return answer
