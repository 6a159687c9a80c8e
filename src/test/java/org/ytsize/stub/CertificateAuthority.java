package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * A certificate authority that nobody trusts, and the one certificate it has made: for YouTube's hosts, or for another. The JDK's
 * keytool makes both, in a private directory that is gone when it has. Immutable; thread-safe.
 */
public final class CertificateAuthority {
    /** The domains that the certificate is for, with all their hosts. */
    static final List<String> DOMAINS = List.of(
            "youtube.com",
            "youtube-nocookie.com",
            "youtu.be",
            "googlevideo.com",
            "ytimg.com",
            "youtubei.googleapis.com");

    /** Guards nothing: the directory is private, and the keys are worth nothing outside of it. */
    private static final String PASSWORD = "stub-stub";

    private static final String ISSUER = "issuer";
    private static final String SITE = "site";

    /** What {@link #get} has made. Guarded by the class. */
    private static Optional<CertificateAuthority> made = Optional.empty();

    private final KeyStore keys;

    private CertificateAuthority(KeyStore keys) {
        this.keys = keys;
    }

    /** This process' authority. The first call makes it, which takes about a second. */
    static synchronized CertificateAuthority get() throws IOException {
        if (made.isEmpty()) {
            made = Optional.of(make(
                    "*.youtube.com",
                    DOMAINS.stream()
                            .map(domain -> "dns:" + domain + ",dns:*." + domain)
                            .collect(Collectors.joining(","))));
        }
        return made.get();
    }

    /** An authority of its own, whose certificate is for that host alone. */
    public static CertificateAuthority forHost(String host) throws IOException {
        return make(host, "dns:" + host);
    }

    private static CertificateAuthority make(String host, String names) throws IOException {
        Path directory = Files.createTempDirectory("stub-youtube-keys");
        Path store = directory.resolve("keys.p12");
        try {
            keytool(store, ISSUER, "CN=Stub CA", "bc:critical=ca:true,pathlen:0", "ku:critical=keyCertSign");
            String use = "eku=serverAuth,clientAuth"; // nodes of a Redis Cluster are both
            keytool(store, SITE, "CN=" + host, "san=" + names, "ku:critical=digitalSignature", use);
            return new CertificateAuthority(load(store));
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(directory);
        }
    }

    private static KeyStore load(Path store) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IOException("what keytool made cannot be read", e);
        }
    }

    /** The authority's certificate, for those who are to trust it. */
    public String pem() throws IOException {
        return certificate(ISSUER);
    }

    /** The certificate for the host, for a server that reads it from a file. */
    public String hostPem() throws IOException {
        return certificate(SITE);
    }

    /** Its key, likewise. */
    public String hostKeyPem() throws IOException {
        try {
            return pem("PRIVATE KEY", keys.getKey(SITE, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** The SHA-256 of its public key, in Base64: by that some clients are told to trust it. */
    public String hostKeyHash() throws IOException {
        try {
            byte[] key = keys.getCertificate(SITE).getPublicKey().getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private String certificate(String alias) throws IOException {
        try {
            return pem("CERTIFICATE", keys.getCertificate(alias).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String pem(String what, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }

    /** Sockets that show the certificate for YouTube's hosts. */
    SSLSocketFactory genuine() throws IOException {
        return sockets(SITE);
    }

    /** Sockets that show a certificate which is for no host at all. */
    SSLSocketFactory masked() throws IOException {
        return sockets(ISSUER);
    }

    private SSLSocketFactory sockets(String alias) throws IOException {
        try {
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            char[] password = PASSWORD.toCharArray();
            one.setKeyEntry(alias, keys.getKey(alias, password), password, keys.getCertificateChain(alias));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(one, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void keytool(Path store, String alias, String name, String... extensions) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                name));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-startdate", "-1d", "-validity", "30"));
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        Arrays.stream(extensions).forEach(extension -> command.addAll(List.of("-ext", extension)));
        if (!alias.equals(ISSUER)) {
            command.addAll(List.of("-signer", ISSUER));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + said);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
    }
}
