"""A verifier of credentials that shares nothing with the academy's: PyLD, cryptography, jwcrypto and jsonschema of Debian's.

Reads one question as JSON from standard input and writes the answer as JSON. It asks no network: contexts, keys and lists
are handed to it, and an attempt to connect ends it.
"""
import base64
import gzip
import hashlib
import json
import sys


def refuse_network(event, _arguments):
    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto'):
        raise RuntimeError('A verifier without a network has asked one: ' + event)


sys.addaudithook(refuse_network)


class NotBelieved(Exception):
    pass


def demand(holds, sentence):
    if not holds:
        raise NotBelieved(sentence)


BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'


def multibase(text):
    """Controlled Identifiers 1.0, section 2.4: z is base58btc, u is base64url without padding."""
    if text[0] == 'u':
        return base64.urlsafe_b64decode(text[1:] + '=' * (-len(text[1:]) % 4))
    demand(text[0] == 'z', 'multibase')
    number = 0
    for digit in text[1:]:
        number = number * 58 + BASE58.index(digit)
    zeros = len(text[1:]) - len(text[1:].lstrip('1'))
    return b'\0' * zeros + number.to_bytes((number.bit_length() + 7) // 8, 'big')


class Verifier:
    def __init__(self, question):
        self.contexts = question.get('contexts', {})
        self.did = question.get('did')
        self.keys = question.get('keys', {})

    def load(self, address, _options):
        document = self.contexts.get(address)
        demand(document is not None, 'a context that it does not have: ' + address)
        return {'contentType': 'application/ld+json', 'contextUrl': None, 'documentUrl': address, 'document': document}

    def canonical(self, document):
        from pyld import jsonld
        options = {'algorithm': 'URDNA2015', 'format': 'application/n-quads', 'documentLoader': self.load}
        return jsonld.normalize(document, options)

    def proof(self, secured):
        """Data Integrity EdDSA Cryptosuites 1.0, 3.2.2 (Verify Proof), step by step."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        document = {name: value for name, value in secured.items() if name != 'proof'}
        proofs = secured['proof'] if isinstance(secured['proof'], list) else [secured['proof']]
        proof = proofs[0]
        # 3.2.5, Proof Configuration.
        demand((proof['type'], proof['cryptosuite']) == ('DataIntegrityProof', 'eddsa-rdfc-2022'), 'suite')
        configuration = {name: value for name, value in proof.items() if name != 'proofValue'}
        configuration['@context'] = secured['@context']
        # 3.2.3, Transformation; 3.2.4, Hashing.
        canonical = self.canonical(document)
        hashed = b''.join(
            hashlib.sha256(text.encode()).digest() for text in (self.canonical(configuration), canonical)
        )
        # Controlled Identifiers 1.0, 3.3: the issuer's document has the method, for this purpose.
        method = proof['verificationMethod']
        issuer = secured['issuer'] if isinstance(secured['issuer'], str) else secured['issuer']['id']
        demand(self.did['id'] == issuer and method.startswith(issuer + '#'), 'issuer')
        demand(proof['proofPurpose'] == 'assertionMethod' and method in self.did['assertionMethod'], 'purpose')
        key = next(one for one in self.did['verificationMethod'] if one['id'] == method)
        demand(key['type'] == 'Multikey' and key['controller'] == issuer, 'key')
        octets = multibase(key['publicKeyMultibase'])
        demand(octets[:2] == b'\xed\x01' and len(octets) == 34, 'multikey')
        # 3.2.7, Proof Verification.
        try:
            Ed25519PublicKey.from_public_bytes(octets[2:]).verify(multibase(proof['proofValue']), hashed)
        except InvalidSignature:
            raise NotBelieved('signature')
        return {'canonical': canonical}

    def jwt(self, token):
        """RFC 7515 and RFC 7519: the key is the one that the header names, and no other algorithm will do."""
        from jwcrypto import jwk, jws
        signed = jws.JWS()
        signed.allowed_algs = ['RS256']
        signed.deserialize(token)
        key = self.keys.get(signed.jose_header['kid'])
        demand(key is not None, 'key')
        try:
            signed.verify(jwk.JWK(**key))
        except jws.InvalidJWSSignature:
            raise NotBelieved('signature')
        return {'header': signed.jose_header, 'claims': json.loads(signed.payload)}

    def bits(self, asked):
        """Bitstring Status List 1.0, Validate Algorithm, steps 5 to 11."""
        subject = asked['list']['credentialSubject']
        demand(subject['type'] == 'BitstringStatusList', 'type')
        octets = gzip.decompress(multibase(subject['encodedList']))
        demand(len(octets) * 8 >= 131072, 'length')
        places = [int(place) for place in asked['places']]
        return {
            'purpose': subject['statusPurpose'],
            'length': len(octets) * 8,
            'bits': [octets[place // 8] >> (7 - place % 8) & 1 for place in places],
            'set': sum(bin(octet).count('1') for octet in octets),
        }

    def schema(self, asked):
        """JSON Schema 2019-09, with formats."""
        from jsonschema import Draft201909Validator, FormatChecker
        checker = Draft201909Validator(asked['schema'], format_checker=FormatChecker())
        return {'faults': [one.message for one in checker.iter_errors(asked['credential'])]}

    def picture(self, asked):
        """The chunks that Pillow calls texts, of a picture whose pixels it has read, too."""
        import io
        from PIL import Image
        with Image.open(io.BytesIO(base64.b64decode(asked))) as picture:
            picture.load()
            texts = {name: str(text) for name, text in picture.text.items()}
            return {'size': list(picture.size), 'mode': picture.mode, 'texts': texts}


def answer(verifier, kind, asked):
    from pyld.jsonld import JsonLdError
    try:
        return {'believed': True, **getattr(verifier, kind)(asked)}
    except (NotBelieved, JsonLdError) as reason:
        return {'believed': False, 'reason': str(reason)}


def main():
    question = json.load(sys.stdin)
    verifier = Verifier(question)
    answers = [answer(verifier, kind, asked) for kind, asked in question['asked']]
    json.dump(answers, sys.stdout)


main()
