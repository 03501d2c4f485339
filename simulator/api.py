"""The API side's door: tokens, permissions, failures on demand, and the count of calls."""

import json
import socket
import time
from collections.abc import Mapping

from flask import Blueprint, Response, current_app, request

from simulator import custom, errors
from simulator.endpoints import ENDPOINTS, Asked, Endpoint
from simulator.errors import ApiError
from simulator.faults import Call, Fault
from simulator.media import File
from simulator.platform import Platform

KEPT_BODY = 4096
JSON_TYPE = "application/json; encoding=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
BUSY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

blueprint = Blueprint("api", __name__)


@blueprint.route("/cgi-bin/<path:name>", methods=["GET", "POST"])
def call(name: str) -> Response:
    """Answer one call of the account, or fail as asked."""
    platform: Platform = current_app.extensions["platform"]
    path = f"/cgi-bin/{name}"
    noted = Call(path, request.method, request.get_data()[:KEPT_BODY].decode(errors="replace"))
    with platform.lock:
        platform.calls.add(noted)
        fault = platform.faults.take(path)
    refusal = _refused(fault, noted)
    if refusal is not None:
        return refusal
    response = _answered(platform, path, noted)
    if fault and fault.delay:
        time.sleep(fault.delay)
    if fault and fault.drop_after:
        _hang_up()
    return response


def _refused(fault: Fault | None, noted: Call) -> Response | None:
    if fault is None:
        return None
    if fault.errcode:
        noted.errcode = fault.errcode
        return _json(ApiError(fault.errcode).answer)
    if fault.http:
        return Response(BUSY_PAGE, status=fault.http, content_type=HTML_TYPE)
    if fault.html:
        return Response(BUSY_PAGE, content_type=HTML_TYPE)
    return None


def _answered(platform: Platform, path: str, noted: Call) -> Response:
    try:
        with platform.lock:
            answer = _answer(platform, path, noted)
    except ApiError as refusal:
        noted.errcode = refusal.errcode
        return _json(refusal.answer)
    noted.errcode = 0
    return _file(answer) if isinstance(answer, File) else _json(answer)


def _answer(platform: Platform, path: str, noted: Call) -> dict[str, object] | File:
    endpoint = ENDPOINTS.get(path)
    if endpoint is None:
        raise ApiError(errors.BAD_URL)
    if request.method != endpoint.method:
        raise ApiError(errors.POST_NEEDED if endpoint.method == "POST" else errors.GET_NEEDED)
    if endpoint.needs_token:
        platform.tokens.check(request.args.get("access_token"), platform.clock.now())
    if path in platform.switched_off:
        raise ApiError(errors.NOT_PERMITTED)
    uploaded = request.files.get("media")
    asked = Asked(
        query=request.args,
        json=_body(endpoint, noted) if endpoint.takes_json else {},
        file=uploaded.read() if uploaded else None,
    )
    return endpoint.answer(platform, asked)


def _body(endpoint: Endpoint, noted: Call) -> Mapping[str, object]:
    raw = request.get_data()
    if not raw:
        raise ApiError(errors.EMPTY_BODY)
    try:
        text = raw.decode()
        if endpoint.escapes != "read" and custom.has_escapes(text):
            noted.flags.append("escaped_text")
            if endpoint.escapes == "refused":
                raise ApiError(errors.ESCAPED_TEXT)
            text = custom.taken_literally(text)
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ApiError(errors.NOT_JSON) from error
    if not isinstance(body, dict):
        raise ApiError(errors.NOT_JSON)
    return body


def _json(answer: Mapping[str, object]) -> Response:
    return Response(json.dumps(answer, ensure_ascii=False), content_type=JSON_TYPE)


def _file(file: File) -> Response:
    response = Response(file.data, content_type=file.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def _hang_up() -> None:
    """Close the connection so that the answer never arrives."""
    connection: socket.socket | None = request.environ.get("werkzeug.socket")
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)
