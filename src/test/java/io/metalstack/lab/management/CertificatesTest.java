package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    @TempDir
    Path folder;

    private Certificates made;

    @BeforeEach
    void make() {
        made = Certificates.make(folder, List.of("localhost"), List.of("127.0.0.1", "203.0.113.1"));
    }

    @Test
    void serving_certificate_is_signed_by_the_authority() throws Exception {
        var authority = read(made.authority());

        assertThatCode(() -> read(made.certificate()).verify(authority.getPublicKey()))
                .doesNotThrowAnyException();
        assertThat(authority.getBasicConstraints()).isGreaterThanOrEqualTo(0);
        assertThat(read(made.certificate()).getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void serving_certificate_names_all_hosts_and_addresses() throws Exception {
        assertThat(read(made.certificate()).getSubjectAlternativeNames())
                .extracting(it -> it.get(1).toString())
                .containsExactlyInAnyOrder("localhost", "127.0.0.1", "203.0.113.1");
    }

    @Test
    void token_key_is_rsa_as_service_account_tokens_need_it() throws Exception {
        var der =
                Base64.getMimeDecoder().decode(Files.readString(made.tokenKey()).replaceAll("-----.*-----", ""));
        var key = (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));

        assertThat(key.getModulus().bitLength()).isEqualTo(2048);
    }

    @Test
    void keys_are_for_their_owner_alone() throws IOException {
        for (var file : List.of(made.key(), made.tokenKey())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
