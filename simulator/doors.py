"""What the phone's and the control side's routes share: reading forms, answering, refusing."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask, Response, current_app, jsonify, request, url_for

from simulator.actions import BadInput, Given
from simulator.faults import UnknownFault
from simulator.followers import Follower
from simulator.platform import NotFollowing, NothingSent, Platform

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


class Nobody(LookupError):
    """No person has this openid."""


def given() -> Given:
    """The request's JSON body, or its form with files."""
    if request.is_json:
        try:
            body = json.loads(request.get_data())
        except ValueError as error:
            raise BadInput(f"body: {error}") from error
        if not isinstance(body, dict):
            raise BadInput("body: an object is needed")
        return Given(body)
    files = {name: file.read() for name, file in request.files.items()}
    return Given({name: value for name, value in request.form.items() if value}, files)


def person_named(openid: str) -> Follower:
    """The person with this openid. Raises Nobody."""
    platform: Platform = current_app.extensions["platform"]
    with platform.lock:
        person = platform.people.find(openid)
    if person is None:
        raise Nobody(openid)
    return person


def done(result: Mapping[str, object], *, openid: str | None = None) -> Response:
    """JSON for a program; for a form sent without JavaScript, back to the page."""
    if _wants_json():
        return jsonify(result)
    back = openid or request.form.get("as") or (request.view_args or {}).get("openid")
    query = urlencode({"as": back or ""})
    return Response(status=303, headers={"Location": f"{url_for('page.phone')}?{query}"})


def _wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _refuse(status: int, problem: str) -> Response:
    response = jsonify(problem=problem)
    response.status_code = status
    return response


def watch_the_doors(app: Flask) -> None:
    """Refusals in words, and nobody else's page may press our buttons."""

    @app.before_request
    def only_own_pages() -> Response | None:
        origin = request.headers.get("Origin")
        if request.method == "POST" and origin and origin != request.host_url.rstrip("/"):
            return _refuse(403, "another site's page may not do this")
        return None

    @app.after_request
    def careful(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    @app.errorhandler(BadInput)
    @app.errorhandler(UnknownFault)
    def bad_input(error: ValueError) -> Response:
        return _refuse(400, str(error))

    @app.errorhandler(Nobody)
    def nobody(error: Nobody) -> Response:
        return _refuse(404, f"openid: nobody is called {error}")

    @app.errorhandler(NotFollowing)
    def not_following(error: NotFollowing) -> Response:
        return _refuse(409, "this person does not follow the account")

    @app.errorhandler(NothingSent)
    def nothing_sent(error: NothingSent) -> Response:
        return _refuse(409, "this person has sent nothing yet")
