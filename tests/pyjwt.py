"""Asks PyJWT about tokens: one JSON text on standard input, one on standard output.

{"now": 1, "issuer": "…", "audience": "…", "asked": [{"token": "…", "keySet": {…}}, …]} gives [true, "DecodeError", …]:
true where the token is accepted, else the name of the refusal.
"""

import datetime
import json
import sys

import jwt
import jwt.api_jwt

asked = json.load(sys.stdin)


class Frozen(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(asked["now"], tz)


# PyJWT reads the clock by itself.
jwt.api_jwt.datetime = Frozen


def accepted(token, key_set):
    header = jwt.get_unverified_header(token)
    kid, alg = header.get("kid"), header.get("alg")
    keys = jwt.PyJWKSet.from_dict(key_set).keys
    # PyJWT leaves the choice to its caller: by name, or the one key of the algorithm.
    keys = [key for key in keys if (key.key_id == kid if kid is not None else key.algorithm_name == alg)]
    if len(keys) != 1:
        return "no key"
    required = ["iss", "sub", "aud", "exp", "iat"]
    options = {"require": required, "verify_iat": True}
    jwt.decode(
        token,
        keys[0],
        algorithms=["RS256", "ES256"],
        issuer=asked["issuer"],
        audience=asked["audience"],
        options=options,
    )
    return True


def answer(row):
    try:
        return accepted(row["token"], row["keySet"])
    except Exception as error:  # whatever it throws, it does not accept
        return type(error).__name__


json.dump([answer(row) for row in asked["asked"]], sys.stdout)
