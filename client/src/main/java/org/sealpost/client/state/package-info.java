/// What a device keeps, in one SQLite file that only it may open: who it is, its keys, its
/// sessions, and what has arrived but has not been handled yet. Start at
/// [org.sealpost.client.state.ClientState]; [org.sealpost.client.state.ProtocolStore] is
/// libsignal's door to it. The file holds private keys in the clear, with mode 0600: whoever reads
/// it is the device.
///
/// ```
/// self                 key -> value: who this device is, and what it began at the server
/// pre_key              identity, id -> record        one-time EC keys; removed when used
/// signed_pre_key       identity, id -> record
/// kyber_pre_key        identity, id -> record, last_resort   one-time ones are removed when used
/// kyber_use            identity, id, signed id, base key     refuses a repeat on a last-resort key
/// session              identity, peer, device -> record
/// peer                 peer -> identity key, profile key, whether sealed sends to it work
/// profile              peer -> name, about, emoji, as last read
/// conversation         peer -> timer of disappearing texts, and its version
/// disappearing         author, time -> seconds, and when it is over once it was read; no text
/// taken_back           author, time of texts that may still come
/// sender_key           peer, device, distribution -> record
/// arrived              what the application has not handled yet, in order
/// receipt_owed         receipts not sent yet
/// transcript_due       what this account's other devices were not told yet
/// ```
///
/// No history is kept: what was said and handled is the application's. Decrypting moves a session
/// on, so the plaintext must be stored in the same transaction: a message that was acknowledged is
/// in `arrived`, or was handled.
@NullMarked
package org.sealpost.client.state;

import org.jspecify.annotations.NullMarked;
