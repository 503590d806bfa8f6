"""A contact form as it is often made: a row, a thread that mails, and a confirmation. The fault tests must catch it."""

from __future__ import annotations

import os
import secrets
import smtplib
import sqlite3
import threading
from contextlib import closing
from email.message import EmailMessage
from email.utils import make_msgid

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

DATABASE = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
MAIL_PORT = int(os.environ["MAIL_URL"].rpartition(":")[2])
DESK = "loket@waddenrand.example"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

app = Flask(__name__)
with closing(sqlite3.connect(DATABASE)) as first:
    first.execute("CREATE TABLE IF NOT EXISTS contactverzoek (referentie TEXT, contact_email TEXT, vraag TEXT)")
    first.commit()


@app.get("/gezondheid")
def health() -> str:
    return "ok"


@app.get("/contact")
def form() -> str:
    return '<form method="post"><input type="hidden" name="sleutel" value="x"></form>'


@app.post("/contact")
def submit() -> Response:
    code = "".join(secrets.choice(LETTERS) for _ in range(6))
    reference, email = f"WL-{code[:4]}-{code[4:]}", request.form["email"]
    with closing(sqlite3.connect(DATABASE)) as connection:
        connection.execute("INSERT INTO contactverzoek VALUES (?, ?, ?)", (reference, email, request.form["vraag"]))
        connection.commit()
    for to in (email, DESK):
        threading.Thread(target=mail, args=(to, reference)).start()
    return redirect(f"/contact/bevestiging/{reference}", 303)


def mail(to: str, reference: str) -> None:
    for _attempt in range(2):
        message = EmailMessage()
        message["To"], message["From"], message["Subject"] = to, DESK, f"Vraag {reference}"
        message["Message-ID"] = make_msgid()
        message.set_content("Wij hebben uw vraag.")
        try:
            with smtplib.SMTP("127.0.0.1", MAIL_PORT, timeout=5) as connection:
                connection.send_message(message)
            return
        except (OSError, smtplib.SMTPException):
            continue
