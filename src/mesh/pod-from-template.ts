import type { Mesh } from "../model/mesh.ts";
import type { Pod, PodTemplate } from "../model/resources/core.ts";
import type { Controller, CronJob } from "../model/resources/workloads.ts";
import type { Workload } from "../model/workload.ts";
import { injectionOf } from "./injection.ts";
import { refOf } from "./ref-of.ts";
import { anyPodIsLabelled } from "./tls-mode.ts";
import { workloadOf } from "./workloads.ts";

/** What a new pod of a template looks like, injected as the live webhooks would; ready, and with the address given. */
export function podFromTemplate(
  mesh: Mesh,
  input: {
    readonly template: PodTemplate;
    readonly namespace: string;
    readonly name: string;
    readonly owner: Pod["metadata"]["ownerReferences"];
    readonly ip?: string;
    readonly nodeName?: string;
  },
): Pod {
  const { template, namespace, name, owner, ip, nodeName } = input;
  const injected =
    injectionOf(mesh, {
      namespace,
      labels: template.metadata.labels,
      annotations: template.metadata.annotations,
      spec: template.spec,
    }).injected === true;
  const proxied = template.spec.containers.some((container) => container.name === "istio-proxy");
  const inject = injected && !proxied;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      // In manifests that were cut down no injected pod has the label; one that had it would make the others look bare.
      labels:
        inject && anyPodIsLabelled(mesh)
          ? { ...template.metadata.labels, "security.istio.io/tlsMode": "istio" }
          : template.metadata.labels,
      annotations: inject
        ? { ...template.metadata.annotations, "sidecar.istio.io/status": '{"containers":["istio-proxy"]}' }
        : template.metadata.annotations,
      ...(mesh.at === "" ? {} : { creationTimestamp: mesh.at }),
      ...(owner === undefined ? {} : { ownerReferences: owner }),
    },
    spec: {
      ...template.spec,
      ...(nodeName === undefined ? {} : { nodeName }),
      containers: inject
        ? [...template.spec.containers, { name: "istio-proxy", args: ["proxy", "sidecar"] }]
        : template.spec.containers,
    },
    status: {
      phase: "Running",
      ...(ip === undefined ? {} : { podIP: ip }),
      conditions: [{ type: "Ready", status: "True" }],
    },
  };
}

/** The workload that a controller without pods would run. */
export function workloadFromTemplate(mesh: Mesh, controller: Controller | CronJob): Workload {
  const { spec } = controller;
  const pod = podFromTemplate(mesh, {
    template: "jobTemplate" in spec ? spec.jobTemplate.spec.template : spec.template,
    namespace: controller.metadata.namespace,
    name: `${controller.metadata.name}-0`,
    owner: [
      { apiVersion: controller.apiVersion, kind: controller.kind, name: controller.metadata.name, controller: true },
    ],
  });
  return { ...workloadOf(mesh, pod), owner: refOf(controller) };
}
