"""The forms that are posted to servers, by topic."""

from forms import conditions, documents, responses, shapes, signatures, sizes
from forms.form import prefixed

TOPICS = [
    ("size", sizes.FORMS), ("type", conditions.TYPES), ("fields", conditions.FIELDS),
    ("conditions", conditions.CONDITIONS), ("policy", documents.FORMS), ("signature", signatures.FORMS),
    ("key", responses.KEYS), ("response", responses.STATUSES), ("body", shapes.FORMS),
]
FORMS = [prefixed(topic, form) for topic, forms in TOPICS for form in forms]
