package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;

/// What accounts are found by: an item for each, which names the account and makes it unique.
final class AccountLookups {
  static final String ACI = "a";

  private AccountLookups() {}

  /// Does not hold where it is somebody's.
  static Write put(ItemKey key, Aci aci) {
    return Write.put(key).set(ACI, Attr.of(DeviceWrites.bytes(aci))).whenAbsent();
  }

  private static List<ItemKey> keys(AccountRecord account) {
    List<ItemKey> keys = new ArrayList<>();
    keys.add(Layout.byNumber(account.numberHash()));
    keys.add(Layout.byPni(account.pni()));
    account.usernameHash().map(Layout::byUsername).ifPresent(keys::add);
    account.usernameLinkHash().map(Layout::byUsernameLink).ifPresent(keys::add);
    return keys;
  }

  static List<Write> all(AccountRecord account) {
    return keys(account).stream().map(key -> put(key, account.aci())).toList();
  }

  /// Of an account that ends.
  static List<Write> remove(AccountRecord account) {
    return keys(account).stream().map(Write::delete).toList();
  }

  /// Of what the account has no more.
  static List<Write> leave(AccountRecord from, AccountRecord to) {
    List<ItemKey> left = keys(from);
    left.removeAll(keys(to));
    return left.stream().map(Write::delete).toList();
  }

  /// Of what the account has from now on; these do not hold where it is somebody's.
  static List<Write> take(AccountRecord from, AccountRecord to) {
    List<ItemKey> taken = keys(to);
    taken.removeAll(keys(from));
    return taken.stream().map(key -> put(key, to.aci())).toList();
  }

  /// Attributes of a document that are there or not, as a condition and its values.
  static String unchanged(String attribute, Optional<?> value) {
    return value.isPresent()
        ? attribute + " = :" + attribute
        : "attribute_not_exists(" + attribute + ")";
  }
}
