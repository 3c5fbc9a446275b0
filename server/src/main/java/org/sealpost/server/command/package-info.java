/// The commands that run and look after a server: [org.sealpost.server.command.ServeCommand],
/// [org.sealpost.server.command.InviteCommand], [org.sealpost.server.command.ClientProfileCommand],
/// [org.sealpost.server.command.KeysCommand], [org.sealpost.server.command.AccountCommand],
/// [org.sealpost.server.command.StorageCommand], [org.sealpost.server.command.RestoreMarkCommand],
/// [org.sealpost.server.command.VersionCommand]. Their joining with the client's commands, and how
/// a failure is printed (one sentence, no stack trace), is the distribution's. What they do is in
/// `server.boot`.
@NullMarked
package org.sealpost.server.command;

import org.jspecify.annotations.NullMarked;
