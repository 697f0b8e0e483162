/** Whether a mesh runs Istio of this minor version (`1.30`) or a newer one; what is not known is supposed to be the newest. */
export function isAtLeast(istioVersion: string | undefined, wanted: string): boolean {
  if (istioVersion === undefined) return true;
  const [major = 0, minor = 0] = istioVersion.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
