import type { LabelSelector, Resource } from "../metadata.ts";
import type { PodTemplate } from "./core.ts";

interface Templated<K extends string> extends Resource<K> {
  readonly spec: {
    readonly replicas?: number;
    readonly selector?: LabelSelector;
    readonly template: PodTemplate;
  };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly unavailableReplicas?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

export type Deployment = Templated<"Deployment">;
export type ReplicaSet = Templated<"ReplicaSet">;
export type StatefulSet = Templated<"StatefulSet">;
export type DaemonSet = Templated<"DaemonSet">;
export type Job = Templated<"Job">;
/** The kinds that own pods. */
export type Controller = Deployment | ReplicaSet | StatefulSet | DaemonSet | Job;

export interface CronJob extends Resource<"CronJob"> {
  readonly spec: { readonly jobTemplate: { readonly spec: { readonly template: PodTemplate } } };
}
