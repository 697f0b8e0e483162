/** The regional host of a service, in whichever part of AWS the region lies. */
export function awsHost(service: string, region: string): string {
  return `${service}.${region}.${suffix(region)}`;
}

function suffix(region: string): string {
  if (region.startsWith("cn-")) return "amazonaws.com.cn";
  if (region.startsWith("us-isob-")) return "sc2s.sgov.gov";
  if (region.startsWith("us-iso-")) return "c2s.ic.gov";
  return "amazonaws.com";
}
