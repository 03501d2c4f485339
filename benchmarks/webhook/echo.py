"""The floor: wechatpy's documented way to verify, decrypt, parse, echo and encrypt, on Flask."""

import os

from flask import Flask, request
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto

app = Flask(__name__)
crypto = WeChatCrypto(os.environ["WECHAT_TOKEN"], os.environ["WECHAT_ENCODING_AES_KEY"], os.environ["WECHAT_APP_ID"])


@app.post("/wechat")
def echo() -> str:
    args = request.args
    xml = crypto.decrypt_message(request.data, args["msg_signature"], args["timestamp"], args["nonce"])
    message = parse_message(xml)
    reply = create_reply(message.content, message).render()
    encrypted: str = crypto.encrypt_message(reply, args["nonce"], args["timestamp"])
    return encrypted
