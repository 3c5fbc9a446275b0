/// The store for DynamoDB. Start at [org.sealpost.storage.dynamo.DynamoStorage], then
/// [org.sealpost.storage.dynamo.AppendBatch] and [org.sealpost.storage.dynamo.AppendPlan]; the life
/// of an envelope, what it costs and what is not exact are in the module's README.
///
/// ```
///  callers (virtual threads)
///     │ append                       │ everything else
///     ▼                              ▼
///  Appends: one transaction in       the store of that name
///  flight for each account           │
///     ▼                              │
///  AppendBatch ── AppendPlan         │
///     │                              │
///     └────────────► Items ◄─────────┘   reads and writes of items, all reads consistent
///                      ▼
///                   Attempts             not too many calls at a time, again where that may help
///                      ▼
///                   the SDK's client, which makes each call once
/// ```
///
/// Five tables, each with a binary partition key `k` and a binary sort key `s`; names begin with a
/// prefix. Sizes are of the whole item, without sealed parts where there is a `+`.
///
/// ```
///  accounts   k                s                item                                     bytes
///   'a' ACI          'd'              document: version, device list version,       160 +
///                                     how many devices, PNI, number hash,
///                                     sealed part, which alone names inboxes
///   'a' ACI          'k'              data key: generation, wrapped                 110
///   'a' ACI          'i'              index of profile versions, generation    70 + 32 each
///   'a' ACI          'v' gen. hash    one profile version                            80 +
///   'n' number hash  '-'              the ACI that has this number                   60
///   'n' number hash  'f'              what is remembered of a deleted account         90 +
///   'p' PNI          '-'              the ACI that has this PNI                      50
///   'u' name hash    '-'              the ACI that has this username                 60
///   'u' name hash    'r'              the ACI that has reserved it, until when       75
///   'l' link hash    '-'              the ACI whose username's link this is          60
///   'a' ACI          'r'              what the account has reserved, until when      80
///   'r'              'k'              the data key of the rest                      110
///   'm' object id    'm'              row of an object: owner, size, when due,      125 +
///                                     revision, sealed part
///   'o' owner        'm' object id    the object is the owner's                      40
///   'o' owner        'u'              what the owner has: bytes, objects             45
///
///  inboxes
///   inbox id         'h'              head: device list version, last              145
///                                     position, room, gaps, epoch, when due
///   inbox id         'e' position     envelope: id, expiry, weight before it,      95 +
///                                     sealed
///   inbox id         'm' envelope id  marker: position, expiry                       75
///
///  prekeys
///   inbox id         'p' identity     pointer: key set, signed prekey, last-resort    55 +
///                                     key, generation of one-time keys of each kind
///   inbox id         'o' id. kind     a one-time key                                 70 +
///                    gen. number
///
///  registry
///   'due' shard      time, inbox      the sweep looks at the inbox then               50
///   'abandoned'      inbox            waits to be emptied                             30
///   'reserved'       time, ACI        a reservation lapses then                       65
///   'former'         time, num. hash  a deleted account is remembered until then      80
///   'media' shard    time, object id  the object is due then; none where never        40
///   'invite' hash    '-'              an invite; 'invites' by expiry                 140
///   'session' hash   '-'              a session; 'sessions' and 'address' hash     150 +
///                                     by age; 'session-count'
///   'forgotten'      ACI              profile versions that are to be removed         40
///   'generations'    shard            keys of each generation, oldest allowed         60
///   'keys' gen.      owner            which keys a generation wraps                   60
///    shard
///   'totals'         shard            counts of envelopes                             90
///   'schema'         '-'              version of all this                             20
///
///  audit
///   'i' entry id     '-'              when it came; makes it unique, stays            40
///   'p'              time, entry id   pending: the event                             40 +
///   'l' index/10000  index            the log: entry id, event                       50 +
///   's'              '-'              size of the log                                10
/// ```
///
/// Commits and the conditions that they hang on; each is one transaction, or one write:
///
/// ```
///  append       head: device list version, last position and due are as planned;
///               a marker for each envelope: absent, expired, or of a position that is empty;
///               the envelopes; a new place among the due where the inbox had none
///  create       document, number, PNI, data key: absent; generation not retired; for each device
///               its head and two pointers
///  update       document: version before; heads of opened, retired and staying devices;
///               a number, PNI or link that is new to the account: absent; pointers of rekeyed
///               devices
///  confirm      document: version before; username and link: absent; the username's reservation:
///               absent, lapsed or its own; the account's: unchanged since it was read
///  reserve      document: there; username: absent or its own; its reservation: absent, lapsed or
///               its own; the account's: unchanged since it was read
///  delete       document: version; the account's reservation: unchanged since it was read; lookups,
///               data key, profile index, heads and pointers go; what is left of its profiles is
///               noted
///  publish      the keys of a new generation, unseen; then the pointer: of the key set that was
///               named; then the old go
///  take         one key: present; the next of the eight oldest when somebody was faster
///  object       row: absent, or as it was read; what the owner has: within the quota; the other
///               items of the object go along
///  redeem       invite: code and count of wrong codes unchanged; session: version before
///  sequence     size of the log; each entry still pending
///  retire gen.  all items of 'generations': unchanged since they were seen to count none
/// ```
///
/// Audit entries of an action are two items each in its transaction.
@NullMarked
package org.sealpost.storage.dynamo;

import org.jspecify.annotations.NullMarked;
