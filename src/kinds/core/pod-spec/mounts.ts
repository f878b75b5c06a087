import { forbiddenField, invalid, notFoundValue, notSupported, required } from '../../errors.ts';
import type { Errors } from '../../remember.ts';
import type { Container, Volume, VolumeDevice, VolumeMount } from '../../schema/types.gen.ts';
import { checkDescendingPath, hasBacksteps } from './paths.ts';

/** ValidateVolumeMounts and ValidateVolumeDevices. */

export function checkMounts(container: Container, volumes: ReadonlyMap<string, Volume>, path: string, errors: Errors): void {
  const mounts = container.volumeMounts ?? [];
  const devices = container.volumeDevices ?? [];
  const paths = new Set<string>();
  mounts.forEach((mount, i) => {
    const at = `${path}.volumeMounts[${i}]`;
    if (!mount.name) errors.push(required(`${at}.name`));
    if (!volumes.has(mount.name)) errors.push(notFoundValue(`${at}.name`, mount.name));
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    if (paths.has(mount.mountPath)) errors.push(invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    if (devices.some(({ name }) => name === mount.name)) errors.push(invalid(`${at}.name`, mount.name, 'must not already exist in volumeDevices'));
    if (devices.some(({ devicePath }) => devicePath === mount.mountPath)) {
      errors.push(invalid(`${at}.mountPath`, mount.mountPath, 'must not already exist as a path in volumeDevices'));
    }
    checkMount(mount, { container, at, path: `${path}.volumeMounts` }, errors);
  });
  checkDevices(devices, { mounts, volumes, path: `${path}.volumeDevices` }, errors);
}

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

interface MountPlace {
  readonly container: Container;
  readonly at: string;
  /** Upstream reports some fields at the list, without the index. */
  readonly path: string;
}

function checkMount(mount: VolumeMount, { container, at, path }: MountPlace, errors: Errors): void {
  if (mount.subPath) checkDescendingPath(mount.subPath, `${path}.subPath`, errors);
  if (mount.subPathExpr) {
    if (mount.subPath) errors.push(invalid(`${at}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
    checkDescendingPath(mount.subPathExpr, `${path}.subPathExpr`, errors);
  }
  const propagation = mount.mountPropagation;
  if (propagation !== undefined) {
    if (!PROPAGATIONS.includes(propagation)) errors.push(notSupported(`${path}.mountPropagation`, propagation, PROPAGATIONS));
    if (propagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
      errors.push(forbiddenField(`${path}.mountPropagation`, 'Bidirectional mount propagation is available only to privileged containers'));
    }
  }
  const recursive = mount.recursiveReadOnly;
  if (recursive === undefined || recursive === 'Disabled') return;
  if (!RECURSIVE.includes(recursive)) {
    errors.push(notSupported(`${path}.recursiveReadOnly`, recursive, RECURSIVE));
    return;
  }
  if (mount.readOnly !== true) errors.push(forbiddenField(`${path}.recursiveReadOnly`, 'may only be specified when readOnly is true'));
  if (propagation !== undefined && propagation !== 'None') {
    errors.push(forbiddenField(`${path}.recursiveReadOnly`, 'may only be specified when mountPropagation is None or not specified'));
  }
}

interface DevicePlace {
  readonly mounts: readonly VolumeMount[];
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly path: string;
}

function checkDevices(devices: readonly VolumeDevice[], { mounts, volumes, path }: DevicePlace, errors: Errors): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  devices.forEach(({ name, devicePath }, i) => {
    const at = `${path}[${i}]`;
    const volume = volumes.get(name);
    if (!name) errors.push(required(`${at}.name`));
    if (names.has(name)) errors.push(invalid(`${at}.name`, name, 'must be unique'));
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
      errors.push(invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'));
    }
    if (!volume) errors.push(notFoundValue(`${at}.name`, name));
    if (!devicePath) errors.push(required(`${at}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must be unique'));
    if (hasBacksteps(devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mounts.some((mount) => mount.name === name)) errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
    if (mounts.some(({ mountPath }) => mountPath === devicePath))
      errors.push(invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'));
    if (name) names.add(name);
  });
}
