/// What must be kept: one small interface for each feature, with its records and outcomes. Start at
/// [org.sealpost.storage.Storage], then [org.sealpost.storage.inboxes.InboxStore]. A store sees
/// sealed bytes, random ids and keyed hashes; it opens nothing. How a database keeps its promises
/// is in the module of that database, what the promises mean is tested by `storage-tck`.
@NullMarked
package org.sealpost.storage;

import org.jspecify.annotations.NullMarked;
