/** The kinds of workloads that names may mean, in the order in which they are tried. */
export const controllerKinds = ["Deployment", "StatefulSet", "DaemonSet", "Job"] as const;
