package org.sealpost.storage.copy;

/// Where a source goes on reading: a section, and a place in it that only its backend understands.
///
/// @param place empty at the beginning of the section; at most 1 000 characters
public record CopyCursor(CopySection section, String place) {
  public static final CopyCursor START = atBeginningOf(CopySection.ACCOUNTS);

  public static CopyCursor atBeginningOf(CopySection section) {
    return new CopyCursor(section, "");
  }
}
