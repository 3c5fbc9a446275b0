package org.sealpost.server.http.certificates;

import java.util.List;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.certificates.IssueSenderCertificate;
import org.sealpost.protocol.json.DeliveryCertificate;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// `GET /v1/certificate/delivery` (wire interface, profiles and certificates, section 5).
public final class CertificateResource {
  private final IssueSenderCertificate issue;

  public CertificateResource(IssueSenderCertificate issue) {
    this.issue = issue;
  }

  public List<Route> routes() {
    return List.of(Route.forDevice(Method.GET, "/v1/certificate/delivery", this::issue));
  }

  private Reply issue(Call call, AuthenticatedDevice device) {
    return Reply.ok(new DeliveryCertificate(issue.issue(device, call.flag("includeE164", true))));
  }
}
