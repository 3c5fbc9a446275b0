package org.sealpost.crypto;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// The top of the three levels at rest (design section 7): protects the few store keys and the
/// server's other secrets. What it returns may lie in the keys folder; what it needs to open it
/// need not.
public interface KeyProvider {
  /// Makes a blob that may lie beside what it protects.
  ///
  /// @param name what the secret is, bound to it: a blob under another name does not open
  /// @throws KeysRefused when the provider is not there or refuses
  Bytes protect(String name, SecretBytes secret);

  /// Opens what [#protect] made under the same name.
  ///
  /// @throws DataKey.DoesNotOpen when this provider did not make it
  /// @throws KeysRefused when the provider is not there or refuses
  SecretBytes open(String name, Bytes blob);

  /// Which provider a keys folder has. Asked with the folder, because the default one keeps its key
  /// in it; opens what is there, or makes it where a new folder is made.
  interface Choice {
    KeyProvider open(Path folder);

    KeyProvider make(Path folder);

    /// A provider that does not depend on the folder and is never made by us.
    static Choice of(Supplier<KeyProvider> provider) {
      return of(_ -> provider.get(), _ -> provider.get());
    }

    static Choice of(Function<Path, KeyProvider> opened, Function<Path, KeyProvider> made) {
      return new Choice() {
        @Override
        public KeyProvider open(Path folder) {
          return opened.apply(folder);
        }

        @Override
        public KeyProvider make(Path folder) {
          return made.apply(folder);
        }
      };
    }
  }
}
