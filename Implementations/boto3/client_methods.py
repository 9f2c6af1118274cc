"""Finds the method of boto3's S3 client, and its parameters, for a request, from the models that boto3 ships."""

import collections

# The methods that boto3's users presign, the more specific first.
METHODS = {
    "GET": ["list_parts", "get_object"],
    "HEAD": ["head_object"],
    "PUT": ["upload_part", "put_object"],
    "POST": ["create_multipart_upload", "complete_multipart_upload"],
    "DELETE": ["abort_multipart_upload", "delete_object"],
}
# With HttpMethod these work for any HTTP method, for an object and for a bucket.
ANY_OBJECT_METHOD, ANY_BUCKET_METHOD = "get_object", "head_bucket"

METADATA_PREFIX = "x-amz-meta-"
# boto3 encodes and hashes this parameter, so its header is sent as a header instead.
REWRITTEN = {"SSECustomerKey"}

# A client method with its parameters, and the headers and query pairs for which it has no parameter.
Call = collections.namedtuple("Call", "method parameters headers query")


class ClientMethods:
    """The methods of a client."""

    def __init__(self, client):
        names = {ANY_BUCKET_METHOD, ANY_OBJECT_METHOD}.union(*METHODS.values())
        model, operation_names = client.meta.service_model, client.meta.method_to_api_mapping
        self._methods = {name: ClientMethod(name, model.operation_model(operation_names[name])) for name in names}

    def call(self, http_method, target, headers):
        """Returns the call of the first method whose required parameters the request has. The last one requires nothing more."""
        place = {"Bucket": target["bucket"]}
        if not target["key"]:
            return self._methods[ANY_BUCKET_METHOD].call(place, headers, target["query"])
        place["Key"] = target["key"]
        for name in [*METHODS.get(http_method, []), ANY_OBJECT_METHOD]:
            call = self._methods[name].call(place, headers, target["query"])
            if call:
                return call


class ClientMethod:
    """A method of the client, and the names of its parameters on the wire."""

    def __init__(self, name, operation):
        shape = operation.input_shape
        self._name = name
        self._required = set(shape.required_members)
        # Such as `uploads` of create_multipart_upload, which the method adds to the URL itself.
        self._subresource = (operation.http["requestUri"].partition("?")[2], None)
        self._headers = {wire.lower(): member for wire, member in wire_names(shape, "header").items()}
        self._query = wire_names(shape, "querystring")
        self._has_metadata = "Metadata" in shape.members

    def call(self, place, headers, query):
        """Returns the call, or None if the request lacks a parameter that the method requires."""
        parameters, query = dict(place), list(query)
        if self._subresource[0]:
            if self._subresource not in query:
                return None
            query.remove(self._subresource)
        call = Call(self._name, parameters, self._move_headers(headers, parameters), self._move_query(query, parameters))
        return call if self._required <= set(parameters) else None

    def _move_headers(self, headers, parameters):
        """Turns headers into parameters, and returns those that have none. A repeated header has none."""
        counts = collections.Counter(name.lower() for name, _ in headers)
        rest = []
        for name, value in headers:
            lower = name.lower()
            if counts[lower] == 1 and self._has_metadata and lower.startswith(METADATA_PREFIX):
                parameters.setdefault("Metadata", {})[name[len(METADATA_PREFIX):]] = value
            elif counts[lower] > 1 or not set_parameter(parameters, self._headers.get(lower), value):
                rest.append((name, value))
        return rest

    def _move_query(self, query, parameters):
        counts = collections.Counter(name for name, _ in query)
        return [
            (name, value) for name, value in query
            if counts[name] > 1 or not set_parameter(parameters, self._query.get(name), value)
        ]


def set_parameter(parameters, member, value):
    """Sets the parameter if it can send the value unchanged. Returns whether it can."""
    name, kind = member or (None, None)
    if value is None or name in REWRITTEN:
        return False
    if kind == "string":
        parameters[name] = value
    elif kind in ("integer", "long") and is_plain_integer(value):
        parameters[name] = int(value)
    else:
        return False
    return True


def is_plain_integer(text):
    return text.isascii() and text.isdigit() and (text == "0" or not text.startswith("0")) and len(text) < 19


def wire_names(shape, location):
    """Returns the name and type of each parameter, by its name on the wire."""
    return {
        member.serialization["name"]: (name, member.type_name)
        for name, member in shape.members.items() if member.serialization.get("location") == location
    }
