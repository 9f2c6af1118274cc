"""The subjects Signing, Policy, Form and Keys behind one function.

It is written from the specification alone, in Python's standard library, and shares nothing with the suite's own
reference implementation: where the two agree, two readings of the rules agree.
"""

from importlib import import_module

from signing.faults import Injected, Refused, Unsupported

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
    "form.answer": ("form.answer", "answer_form"),
    "key.generate": ("keys.layouts", "generate_key"),
    "key.parse": ("keys.parse", "parse_key"),
}

# What makes something that nobody can guess takes the run's random bytes, too.
_TAKE_RANDOM = frozenset(("key.generate",))


def perform(operation: str, clock: str, data: dict, broken: frozenset = frozenset(), random: bytes = b"") -> dict:
    """Answers one request of the adapter protocol: status, output or error, and trace.

    `data` is the request's input, `broken` the names of the faults to have, `random` the request's random bytes. What
    is neither an answer nor a refusal, an input against the protocol for instance, is raised.
    """
    if operation not in OPERATIONS:
        return {"status": "unsupported", "error": {"message": "no operation of this name"}}
    module, function = OPERATIONS[operation]
    inputs = (data, clock, random) if operation in _TAKE_RANDOM else (data, clock)
    with Injected(broken):
        try:
            output, trace = getattr(import_module(module), function)(*inputs)
            answer = {"status": "ok", "output": output}
        except Refused as refusal:
            error, trace = {"code": refusal.code, "message": refusal.message}, refusal.trace
            if refusal.status is not None:
                error["status"] = refusal.status
            answer = {"status": "rejected", "error": error}
        except Unsupported as reason:
            answer, trace = {"status": "unsupported", "error": {"message": str(reason)}}, None
    if trace:
        answer["trace"] = trace
    return answer
