package org.sealpost.server.boot;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.sealpost.config.AdminConfig;
import org.sealpost.config.ListenerConfig;
import org.sealpost.crypto.DevelopmentTls;

/// Jetty's connectors. One TLS port speaks HTTP/2 and HTTP/1.1 by ALPN, and the WebSocket by an
/// HTTP/1.1 upgrade (wire interface, client 121, section 3).
final class Listeners {
  private static final char[] KEY_STORE_PASSWORD = UUID.randomUUID().toString().toCharArray();

  static final String MAIN = "main";
  static final String ADMIN = "admin";

  private static final int MAX_STREAMS = 128;
  private static final long IDLE_MILLIS = 45_000;

  private static final int HEADER_BYTES = 16 * 1024;

  private Listeners() {}

  /// The connector of the main listener, with the operator's certificate or the development one.
  static ServerConnector main(
      Server server, ListenerConfig config, DataDirectory data, Clock clock, SecureRandom random) {
    if (config.plaintext()) {
      return plain(server, config);
    }
    Path certificate;
    Path key;
    if (config.tlsCertificate().isPresent() && config.tlsKey().isPresent()) {
      certificate = data.root().resolve(config.tlsCertificate().get());
      key = data.root().resolve(config.tlsKey().get());
    } else {
      DevelopmentTls.TlsFiles files =
          new DevelopmentTls(data.tls(), clock, random).prepare(PublicAddress.hostName());
      certificate = files.certificateChain();
      key = files.privateKey();
    }
    return tls(server, config, PemIdentity.read(certificate, key, KEY_STORE_PASSWORD));
  }

  private static ServerConnector tls(Server server, ListenerConfig config, KeyStore identity) {
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setKeyStore(identity);
    ssl.setKeyStorePassword(new String(KEY_STORE_PASSWORD));
    ssl.setIncludeProtocols(
        config.tls12() ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"});
    ssl.setSniRequired(false);
    HttpConfiguration http = httpConfiguration();
    // The client checks the server's name; a client that connects by address sends none.
    http.addCustomizer(new SecureRequestCustomizer(false));
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(MAX_STREAMS);
    ServerConnector connector =
        new MainConnector(
            server,
            new SslConnectionFactory(ssl, alpn.getProtocol()),
            alpn,
            http2,
            new HttpConnectionFactory(http));
    return addressed(connector, MAIN, config.host(), config.port());
  }

  private static ServerConnector plain(Server server, ListenerConfig config) {
    ServerConnector connector =
        new MainConnector(server, new HttpConnectionFactory(httpConfiguration()));
    return addressed(connector, MAIN, config.host(), config.port());
  }

  static ServerConnector admin(Server server, AdminConfig config) {
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(httpConfiguration()));
    return addressed(connector, ADMIN, config.host(), config.port());
  }

  private static HttpConfiguration httpConfiguration() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);

    http.setRequestHeaderSize(HEADER_BYTES);
    http.setResponseHeaderSize(HEADER_BYTES);
    return http;
  }

  private static ServerConnector addressed(
      ServerConnector connector, String name, String host, int port) {
    connector.setName(name);
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    return connector;
  }
}
