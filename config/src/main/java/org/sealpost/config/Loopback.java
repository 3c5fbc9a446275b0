package org.sealpost.config;

import java.util.regex.Pattern;

/// Which hosts are this machine alone, without asking a name server.
final class Loopback {
  private static final Pattern V4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");

  private Loopback() {}

  static boolean is(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || V4.matcher(host).matches();
  }
}
