// What the file is, whose it is, and where it lies. Most lie twice: with options that make the module write the file anew, and without.
import { file, secret, timed, verbatim, type Variant } from '../variant.ts';

const still = file(secret, timed);
const written = file(secret, '" RATE_LIMIT 3 30', '" DISALLOW_REUSE', timed);

/** One file that is only read, and one that is written anew with each code. */
function both(title: string, and: string): readonly Variant[] {
  return [verbatim(`${title}, only read`, still, and), verbatim(`${title}, written anew`, written, and)];
}

const modes = [
  '0400',
  '0600',
  '0200',
  '0000',
  '0500',
  '0700',
  '0440',
  '0640',
  '0604',
  '0644',
  '1600',
  '2600',
  '4600',
  '4400',
].map((mode) => verbatim(`mode ${mode}`, still, `chmod ${mode} $file`));

const owners = [
  verbatim('owned by root', still, 'chown root $file'),
  verbatim('owned by another account', still, 'chown bob $file'),
  verbatim('in the group of root', still, 'chgrp root $file'),
  verbatim('owned by another account, readable', still, 'chown bob $file; chmod 0644 $file'),
];

const elsewhere =
  'there=/srv/$name; mkdir -p $there; chown $name $there; mv $file $there/codes; ln -s $there/codes $file';
const links = [
  ...both('a link into the home', 'mv $file $home/codes; ln -s codes $file'),
  ...both('a link to a folder of the account', elsewhere),
  ...both('a link to a folder of root', `${elsewhere}; chown root $there`),
  ...both('a link through a closed folder', `${elsewhere}; chown root $there; chmod 0700 $there`),
  verbatim('a link to a file of root', still, `${elsewhere}; chown root $there/codes`),
  verbatim('a link to a file that others may read', still, `${elsewhere}; chmod 0644 $there/codes`),
  verbatim('a link to nothing', still, 'rm $file; ln -s not-there $file'),
  { ...verbatim('a link to itself', still, 'rm $file; ln -s .google_authenticator $file'), unseen: true } as const,
  { ...verbatim('a link through nothing', still, 'rm $file; ln -s not-there/codes $file'), unseen: true } as const,
  verbatim('a link to a folder', still, 'rm $file; mkdir $home/codes; ln -s codes $file'),
  verbatim('a link to a link', still, `${elsewhere}; mv $file $home/second; ln -s second $file`),
  ...both('two names', 'ln $file $home/codes'),
  verbatim('a folder', still, 'rm $file; mkdir $file; chown $name $file'),
  verbatim('a device', still, 'rm $file; ln -s /dev/null $file'),
  verbatim('no file', still, 'rm $file'),
];

const homes = [
  ...both('a home that its user may not write', 'chmod 0555 $home'),
  ...both('a home of root, as an SFTP jail', 'chown root:root $home; chmod 0755 $home'),
  ...both('a home of root that everybody may write', 'chown root:root $home; chmod 0777 $home'),
  ...both('a home of root that everybody may write, sticky', 'chown root:root $home; chmod 1777 $home'),
  ...both('a home of root that the group may write', 'chown root:$name $home; chmod 0770 $home'),
  ...both(
    'a home of root that a further group may write',
    'gpasswd -a $name users >/dev/null; chown root:users $home; chmod 0770 $home',
  ),
  ...both('a home of root that the group may only read', 'chown root:$name $home; chmod 0750 $home'),
  ...both('a home that the group may write and its user may not', 'chmod 0570 $home'),
  ...both('a home of root that is closed', 'chown root:root $home; chmod 0700 $home'),
  ...both('a home of another account', 'chown bob $home'),
  ...both('a home that its user may not list', 'chmod 0300 $home'),
  ...both('a home that its user may not enter', 'chmod 0600 $home'),
  ...both(
    'a home in a closed folder',
    'mkdir -m 0700 /srv/closed-$name; mv $home /srv/closed-$name/home; usermod -d /srv/closed-$name/home $name',
  ),
  ...both('a home behind a link', 'mv $home /srv/home-$name; ln -s /srv/home-$name $home'),
  ...both(
    'a home behind a link to a closed folder',
    'mkdir -m 0700 /srv/closed-$name; mv $home /srv/closed-$name/home; ln -s /srv/closed-$name/home $home',
  ),
  verbatim('no home', still, 'rm -r $home'),
  verbatim('a home that is a file', still, 'rm -r $home; : >$home'),
];

const mounted = (options: string): string => `
cp -a $home /srv/$name
mount -t tmpfs -o size=64k,mode=755,uid=$(id -u $name),gid=$(id -g $name)${options} tmpfs $home
cp -a /srv/$name/. $home/`;
const fileSystems = [
  ...both('a full file system', `${mounted('')}\ncat /dev/zero >$home/full 2>/dev/null || :`),
  ...both('a file system with 16 KiB left', `${mounted('')}\nhead -c 40960 /dev/zero >$home/much`),
  ...both(
    'a file system without inodes',
    `${mounted(',nr_inodes=12')}\nfor n in $(seq 50); do touch $home/$n 2>/dev/null || :; done`,
  ),
  ...both('a read-only file system', `${mounted('')}\nmount -o remount,ro $home`),
  ...both('a file system without programs or devices', `${mounted('')}\nmount -o remount,noexec,nosuid,nodev $home`),
];

/** All of them. */
export const places: readonly Variant[] = [...modes, ...owners, ...links, ...homes, ...fileSystems];
