"""The forms that are put to servers, by topic."""

from forms import answers, conditions, documents, shapes, signatures, sizes
from forms.form import prefixed

TOPICS = [
    ("size", sizes.FORMS), ("type", conditions.TYPES), ("fields", conditions.FIELDS),
    ("conditions", conditions.CONDITIONS), ("policy", documents.FORMS), ("signature", signatures.FORMS),
    ("key", answers.KEYS), ("response", answers.STATUSES), ("body", shapes.FORMS),
]
FORMS = [prefixed(topic, form) for topic, forms in TOPICS for form in forms]
