"""Any bytes in, no 5xx: half of the inputs rightly signed (and sealed), half not."""

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.wire import document
from tests.webhook.conftest import ACCOUNT, PERSON, Platform

KINDS = ["text", "image", "voice", "video", "location", "link", "event", "file", "", "𝕏"]
EVENTS = ["subscribe", "SCAN", "CLICK", "VIEW", "LOCATION", "unsubscribe", "TEMPLATESENDJOBFINISH", "", "?"]
QUERY = ["signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "echostr"]
relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

words = st.text(max_size=300)
messages = st.fixed_dictionaries(
    {"MsgType": st.sampled_from(KINDS)},
    optional={
        "Event": st.sampled_from(EVENTS),
        "EventKey": words,
        "Content": words,
        "Recognition": words,
        "MediaId": words,
        "Label": words,
        "Location_X": st.one_of(words, st.floats()),
        "Location_Y": st.one_of(words, st.floats()),
        "Title": words,
        "Url": words,
        "MsgId": st.integers(min_value=0, max_value=2**63),
    },
)


@relaxed
@given(fields=messages, rightly=st.booleans())
def test_any_message_is_answered_without_an_error(platform: Platform, fields: dict[str, Any], rightly: bool) -> None:
    head = {"ToUserName": ACCOUNT, "FromUserName": PERSON, "CreateTime": int(time.time())}
    changed = {} if rightly else {"msg_signature" if platform.cipher else "signature": "f" * 40}
    response = platform.post(document(head | fields), **changed)
    assert response.status_code in ((200, 400) if rightly else (403,))


@relaxed
@given(body=st.binary(max_size=2000), rightly=st.booleans())
def test_any_bytes_are_answered_without_an_error(platform: Platform, body: bytes, rightly: bool) -> None:
    if rightly:
        assert platform.post(body).status_code in (200, 400)
    else:
        assert platform.client.post("/wechat", data=body).status_code == 403


@relaxed
@given(
    query=st.dictionaries(
        st.sampled_from(["signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "echostr"]), words
    )
)
def test_any_query_is_refused_without_an_error(plain: Platform, query: dict[str, str]) -> None:
    assert plain.client.post("/wechat", query_string=query, data=b"<xml></xml>").status_code == 403
    assert plain.client.get("/wechat", query_string=query).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(plain: Platform, method: str) -> None:
    assert getattr(plain.client, method)("/wechat").status_code == 405
