package org.sealpost.server.boot;

import org.sealpost.core.accounts.Invite;
import org.sealpost.core.atrest.Rotation;
import org.sealpost.core.atrest.RotationPiece;
import org.sealpost.crypto.SignerRotation;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.ClientProfile;

/// What commands may do to a server: in its process through the control socket while it runs, on
/// its folder while it does not.
public interface Operations {
  Invite invite(PhoneNumber number);

  ClientProfile clientProfile();

  /// Ends the account of the number; false when it has none.
  boolean deleteAccount(PhoneNumber number);

  /// Erases what is kept of a deleted account of the number; false when nothing is.
  boolean forgetAccount(PhoneNumber number);

  /// Begins a rotation of the store keys, or goes on with the one that was interrupted.
  Rotation beginRotation(boolean destroyPrevious);

  /// Does a bounded piece of the rotation that was begun.
  RotationPiece continueRotation();

  /// Replaces the signer of sender certificates, by the private key of the trust root.
  SignerRotation rotateSigner(SecretBytes trustRootKey);
}
