//! Whether a folder lies on a file system that sends no events for changes made elsewhere: network and container mounts.

use std::path::{Path, PathBuf};

/// File systems whose other side changes files without the kernel noticing. WSL's `9p`/`drvfs`, Docker Desktop's
/// `fuse.*`/`virtiofs`, VirtualBox, VMware, Parallels, NFS and SMB.
const SILENT: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "drvfs",
    "virtiofs",
    "vboxsf",
    "prl_fs",
    "vmhgfs",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "fakeowner",
];

/// The kind of the file system at `path` if it is one without events, given the text of `/proc/self/mountinfo`.
pub(super) fn silent_file_system(mountinfo: &str, path: &Path) -> Option<String> {
    let mut nearest: Option<(usize, &str)> = None;
    for line in mountinfo.lines() {
        let Some((mount, kind)) = mount_and_kind(line) else {
            continue;
        };
        let depth = mount.components().count();
        // A later mount at the same place lies above an earlier one.
        if path.starts_with(&mount) && nearest.is_none_or(|(best, _)| depth >= best) {
            nearest = Some((depth, kind));
        }
    }
    let (_, kind) = nearest?;
    (SILENT.contains(&kind) || kind.starts_with("fuse.")).then(|| kind.to_owned())
}

/// Fields of proc(5): `36 35 98:0 /root /mount options... - kind source options`.
fn mount_and_kind(line: &str) -> Option<(PathBuf, &str)> {
    let (left, right) = line.split_once(" - ")?;
    let mount = left.split(' ').nth(4)?;
    Some((PathBuf::from(unescape(mount)), right.split(' ').next()?))
}

/// Spaces and the like are written as three octal digits.
fn unescape(text: &str) -> String {
    text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:25 / /data/share rw shared:1 - nfs4 server:/x rw
31 30 0:26 / /data/share/local rw - tmpfs tmpfs rw
32 22 0:27 / /mnt/my\\040disk rw - 9p C: rw
33 22 0:28 / /srv/site rw - fuse.grpcfuse grpcfuse rw
";

    #[test]
    fn the_nearest_mount_decides() {
        let at = |path| silent_file_system(MOUNTS, Path::new(path));
        assert_eq!(at("/data/notes"), None);
        assert_eq!(at("/data/share/notes").as_deref(), Some("nfs4"));
        assert_eq!(at("/data/shared"), None);
        assert_eq!(at("/data/share/local/notes"), None);
        assert_eq!(at("/mnt/my disk/notes").as_deref(), Some("9p"));
        assert_eq!(at("/srv/site").as_deref(), Some("fuse.grpcfuse"));
        assert_eq!(silent_file_system("garbage", Path::new("/")), None);
    }
}
