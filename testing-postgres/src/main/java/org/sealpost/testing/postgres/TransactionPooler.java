package org.sealpost.testing.postgres;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/// A pooler in transaction mode, as small as it can be: any number of clients share a few sessions
/// of the server, each for the time of one transaction, and the next one gets the session that
/// rested longest. What a client leaves in a session is therefore missing in its next call, and in
/// somebody else's way. Asks nobody for a password.
public final class TransactionPooler implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int PROTOCOL_3 = 196608;

  private final String database;
  private final ServerSocket listening;
  private final BlockingQueue<Session> idle = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final byte[] greeting;

  private TransactionPooler(PostgresServer server, String database, int sessions)
      throws IOException {
    this.database = database;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    for (int i = 0; i < sessions; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.setTcpNoDelay(true);
      sockets.add(socket);
      Session session = new Session(socket);
      said.reset();
      session.start(database, said);
      idle.add(session);
    }
    this.greeting = said.toByteArray();
    Thread.ofVirtual().name("pooler").start(this::accept);
  }

  public static TransactionPooler start(PostgresServer server, String database, int sessions) {
    try {
      return new TransactionPooler(server, database, sessions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + listening.getLocalPort() + "/" + database;
  }

  private void accept() {
    try {
      while (!listening.isClosed()) {
        Socket client = listening.accept();
        client.setTcpNoDelay(true);
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      if (greet(in, out)) {
        relay(in, out);
      }
    } catch (IOException e) {
      // the client has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(client);
    }
  }

  /// False for a client that only wants to cancel something.
  private boolean greet(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      byte[] rest = new byte[in.readInt() - 8];
      int code = in.readInt();
      in.readFully(rest);
      if (code == SSL_REQUEST || code == GSS_REQUEST) {
        out.writeByte('N');
      } else if (code == PROTOCOL_3) {
        out.write(greeting);
        return true;
      } else {
        return false;
      }
    }
  }

  private void relay(DataInputStream in, DataOutputStream out)
      throws IOException, InterruptedException {
    byte[] asked = question(in);
    while (asked.length > 0) {
      Session session = idle.take();
      try {
        while (asked.length > 0 && session.ask(asked, out)) { // inside of a transaction
          asked = question(in);
        }
      } finally {
        idle.add(session);
      }
      asked = question(in);
    }
  }

  /// What the client sends up to the point where it wants an answer; nothing when it leaves.
  private static byte[] question(DataInputStream in) throws IOException {
    ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    int type;
    do {
      type = in.read();
      if (type == -1 || type == 'X') {
        return new byte[0];
      }
      copy(type, in, gathered);
    } while (type != 'S' && type != 'Q');
    return gathered.toByteArray();
  }

  /// Copies one message, whose type was read; returns its body.
  private static byte[] copy(int type, DataInputStream in, OutputStream to) throws IOException {
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    DataOutputStream out = new DataOutputStream(to);
    out.writeByte(type);
    out.writeInt(body.length + 4);
    out.write(body);
    return body;
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A session of the server; used by one client at a time.
  private static final class Session {
    private final DataInputStream in;
    private final DataOutputStream out;

    Session(Socket socket) throws IOException {
      this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      this.out = new DataOutputStream(socket.getOutputStream());
    }

    void start(String database, OutputStream said) throws IOException {
      byte[] body =
          ("user\0" + PostgresServer.USER + "\0database\0" + database + "\0\0")
              .getBytes(StandardCharsets.UTF_8);
      out.writeInt(body.length + 8);
      out.writeInt(PROTOCOL_3);
      out.write(body);
      boolean _ = answer(said);
    }

    /// Whether a transaction is open afterwards.
    boolean ask(byte[] question, OutputStream client) throws IOException {
      out.write(question);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      boolean open = answer(answer);
      client.write(answer.toByteArray());
      return open;
    }

    private boolean answer(OutputStream to) throws IOException {
      while (true) {
        int type = in.read();
        if (type == -1) {
          throw new EOFException("the server has gone");
        }
        byte[] body = copy(type, in, to);
        if (type == 'Z') {
          return body[0] != 'I';
        }
      }
    }
  }
}
