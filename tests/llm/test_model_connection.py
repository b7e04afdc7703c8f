"""The connection to a model over TLS: certificates are verified, by the authorities that the site names."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from loopback import ScriptedServer, says

from carnet.errors import CarnetError
from carnet.llm.chat import ModelUnavailable, open_llm
from carnet.llm.retrying import Retrying

pytest.importorskip("openai")
ONCE = Retrying(times=0)
OFTEN = Retrying(times=50, first=1)  # what cannot pass is not tried again


def certificate(folder: Path, address: str) -> Path:
    """A certificate that signs itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "carnet")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{address}.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def served(path: Path) -> ScriptedServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return ScriptedServer(otherwise=says("oui"), tls=context)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CARNET_LLM_CA", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)


def test_a_certificate_of_nobody_is_refused(tmp_path: Path) -> None:
    with served(certificate(tmp_path, "127.0.0.1")) as server:
        with pytest.raises(ModelUnavailable, match="CARNET_LLM_CA"):
            open_llm(server.uri(), retrying=OFTEN).complete("?")
        assert server.asked == []


@pytest.mark.parametrize("variable", ["CARNET_LLM_CA", "SSL_CERT_FILE"])
def test_the_authority_that_the_site_names_is_trusted(
    tmp_path: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv(variable, str(path))
    with served(path) as server:
        assert open_llm(server.uri(), retrying=ONCE).complete("?") == "oui"


def test_the_certificate_of_another_host_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = certificate(tmp_path, "10.1.2.3")
    monkeypatch.setenv("CARNET_LLM_CA", str(path))
    with served(path) as server, pytest.raises(ModelUnavailable):
        open_llm(server.uri(), retrying=ONCE).complete("?")


def test_a_file_of_authorities_that_is_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_LLM_CA", str(tmp_path / "absent.pem"))
    with pytest.raises(CarnetError, match="absent.pem"):
        open_llm("openai:https://127.0.0.1:9/v1#m", retrying=ONCE).complete("?")
