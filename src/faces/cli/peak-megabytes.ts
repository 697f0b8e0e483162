/** The most memory that this process ever had, in millions of bytes: what a limit would have to allow. */
export function peakMegabytes(): number {
  // Told in KiB.
  return Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
}
