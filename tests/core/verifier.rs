//! The native platform that tests ask about signatures: the `ring` crate.

use hub_trusted_publishers::{Algorithm, Answer, Signed};
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};

/// Whether the key made the signature.
pub(crate) fn ring(signed: &Signed<'_>) -> Answer {
    let (message, signature) = (signed.message.as_bytes(), signed.signature_bytes());
    let (first, second) = signed.key.numbers();
    let verified = match signed.key.algorithm {
        Algorithm::Rs256 => {
            let key = RsaPublicKeyComponents { n: first, e: second };
            key.verify(&RSA_PKCS1_2048_8192_SHA256, message, &signature)
        }
        Algorithm::Es256 => {
            let point = [&[4][..], &first, &second].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, &signature)
        }
    };
    if verified.is_ok() { Answer::Genuine } else { Answer::Forged }
}
