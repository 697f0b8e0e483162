import { workloadFromTemplate } from "../mesh/pod-from-template.ts";
import { refOf } from "../mesh/ref-of.ts";
import { controllerOf, isAlive, ownerOf, workloadOf } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import { type Ref, refKey } from "../model/ref.ts";
import type { Pod } from "../model/resources/core.ts";
import type { Workload } from "../model/workload.ts";

/** The workloads of everything that was read, by what policies name them by. Those scaled to zero are among them. */
export interface WorkloadsRead {
  /** Those that run as a service account. */
  runningAs(namespace: string, account: string): readonly Ref[];
  inNamespace(namespace: string): readonly Ref[];
  /** Every service account that something runs as. */
  readonly identities: readonly { readonly namespace: string; readonly serviceAccount: string }[];
  /** A pod of the workload, or the one that its template would make; `undefined`: it was not read. */
  sampleOf(workload: Ref): Workload | undefined;
}

const scalable = ["Deployment", "StatefulSet", "DaemonSet"] as const;
const known = new WeakMap<Mesh, WorkloadsRead>();

/** Goes through all pods, once for a mesh. */
export function workloadsRead(mesh: Mesh): WorkloadsRead {
  const found = known.get(mesh) ?? index(mesh);
  known.set(mesh, found);
  return found;
}

function index(mesh: Mesh): WorkloadsRead {
  const pods = new Map<string, Pod | undefined>();
  const byAccount = new Map<string, Ref[]>();
  const byNamespace = new Map<string, Ref[]>();
  for (const pod of mesh.all("Pod")) if (isAlive(pod)) note(ownerOf(mesh, pod), pod, pod.spec.serviceAccountName);
  for (const controller of scalable.flatMap((kind) => mesh.all(kind)))
    note(refOf(controller), undefined, controller.spec.template.spec.serviceAccountName);
  return {
    runningAs: (namespace, account) => byAccount.get(`${namespace}/${account}`) ?? [],
    inNamespace: (namespace) => byNamespace.get(namespace) ?? [],
    identities: [...byAccount.keys()].map((key) => {
      const [namespace = "", serviceAccount = ""] = key.split("/");
      return { namespace, serviceAccount };
    }),
    sampleOf: (workload) => {
      const pod = pods.get(refKey(workload));
      if (pod !== undefined) return workloadOf(mesh, pod);
      const controller = controllerOf(mesh, workload);
      return controller === undefined ? undefined : workloadFromTemplate(mesh, controller);
    },
  };

  function note(owner: Ref, pod: Pod | undefined, account = "default"): void {
    const key = refKey(owner);
    if (pods.has(key)) return;
    pods.set(key, pod);
    push(byAccount, `${owner.namespace}/${account}`, owner);
    push(byNamespace, owner.namespace, owner);
  }
}

function push(lists: Map<string, Ref[]>, key: string, ref: Ref): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [ref]);
  else list.push(ref);
}
