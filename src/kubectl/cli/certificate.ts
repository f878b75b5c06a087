import type { Command, CommandGroup } from './command.ts';
import { bool, type Flags, short, strings, text } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { failure, type Run } from './run.ts';
import { namesFiles } from './sources.ts';
import { kindNamed } from './targets.ts';

/** kubectl certificate (pkg/cmd/certificates/certificates.go). CertificateSigningRequests are not served here. */
const decide: Command = {
  flags: { ...OUTPUT, filename: short('f', strings), force: bool, kustomize: short('k', text), recursive: short('R', bool) },
  run: runDecide,
};

export const certificate: CommandGroup = { commands: { approve: decide, deny: decide } };

function runDecide(_run: Run, flags: Flags): void {
  if (flags.words.length === 0 && !namesFiles(flags)) throw failure('one or more CSRs must be specified as <name> or -f <filename>');
  kindNamed('certificatesigningrequests');
}
