/// How a message reaches a device: accepted, stored, handed to the connected device, acknowledged.
///
/// The way of one message, in the order of its steps:
///
/// 1. [org.sealpost.core.delivery.AuthorizeSend] says who may send to whom.
/// 2. [org.sealpost.core.delivery.SendMessage] checks that the messages are for the devices that
///    the recipient has, writes and seals an envelope for each
///    ([org.sealpost.core.delivery.EnvelopeIds], `EnvelopeCodec`), and appends them to the inboxes,
///    all or none (`Deposit`). It returns when they are on stable storage.
///    [org.sealpost.core.delivery.SendToMany] does the same for one sealed message and several
///    accounts, each account on its own. [org.sealpost.core.delivery.SendLimits] stands before
///    both.
/// 3. [org.sealpost.core.delivery.Wakeups] hands each to its device's connection, if there is one:
///    [org.sealpost.core.delivery.ConnectedDevices] holds the newest connection of each device, a
///    `RunningStream`, which is a mailbox and hands for a `DeviceStream`.
/// 4. `DeviceStream` decides what the device is given and when; it is the part to read slowly.
///    `DeviceInboxes` makes its calls of the store, [org.sealpost.core.delivery.DeviceTransport]
///    its calls of the socket.
/// 5. The device's answer comes in by [org.sealpost.core.delivery.DeviceConnection], joins a batch
///    (`UncommittedAnswers`) and is committed; [org.sealpost.core.delivery.RecentEnvelopes]
///    remembers it for a while, so that a repeated send stores nothing.
/// 6. What nobody fetched in time, or a retired device left, is removed by
///    [org.sealpost.core.delivery.InboxSweeper].
///
/// A stream's states:
///
/// ```
///  NEW ──start──> CLAIMING ──claimed──> OPEN ──────────────┐
///                  │  ^  │               │  backlog, queue │ read shows a higher epoch,
///         claim    │  │  │ device is     │  empty, live    │ nothing answered for too long,
///         failed:  └──┘  │ retired       │                 │ displaced, device retired
///         wait, again    │               │                 v
///                        └───────────────┼────────────> CLOSING   answers still count
///                                        │ gone            │ gone
///                                        └───────> GONE <──┘      answers are committed, then over
/// ```
///
/// While OPEN there are three questions, asked again after each event:
///
/// - Is something beyond the cursor? The stream is *dirty* after it claimed the inbox, after a
///   wake-up, after a page that was not the last, after a minute without a look, and after a failed
///   read, which also moves the cursor back to the start. A stored envelope whose predecessor was
///   given is taken from memory; any other makes the stream dirty.
/// - Is there room? The window holds what the device has not answered. Once something had to be
///   left behind, nothing is read before half of the window is free.
/// - Is there something to acknowledge? One batch is under way at a time; it leaves when the one
///   before it is committed.
///
/// Queue-empty goes out once, right behind the last envelope of the first page that was the last.
///
/// Deliberately elsewhere: whose credentials are right (`core.accounts`), frames and request ids
/// (the server's `ws`), commits and positions (the drivers; their promises are in
/// [org.sealpost.storage.inboxes.InboxStore]).
@NullMarked
package org.sealpost.core.delivery;

import org.jspecify.annotations.NullMarked;
