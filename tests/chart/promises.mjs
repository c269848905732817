// What this chart promises beyond being valid: restricted pods, secrets by reference, a grace period that fits, selectors that
// select something.

/** Seconds that the host takes to stop once its drain is over. */
const shutdownSeconds = 20;

export function promises(object, all) {
  return [...podPromises(object), ...selectorPromises(object, all), ...plainSecrets(object)];
}

const templateOf = (object) => object.spec?.template;

function podPromises(object) {
  const pod = templateOf(object)?.spec;
  if (!pod) return [];
  const said = [];
  const demand = (holds, what) => holds || said.push(what);
  demand(pod.securityContext?.runAsNonRoot === true, "may run as root");
  demand(pod.securityContext?.seccompProfile?.type === "RuntimeDefault", "has no seccomp profile");
  demand(pod.automountServiceAccountToken === false, "has a token of the cluster that it does not need");
  demand(!pod.hostNetwork && !pod.hostPID && !pod.hostIPC && !pod.volumes?.some((volume) => volume.hostPath), "reaches into its node");
  for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
    const security = container.securityContext ?? {};
    demand(security.allowPrivilegeEscalation === false, `${container.name} may gain privileges`);
    demand(security.readOnlyRootFilesystem === true, `${container.name} may write to its image`);
    demand(security.capabilities?.drop?.includes("ALL"), `${container.name} keeps capabilities`);
    demand(container.resources?.limits?.memory && container.resources?.requests?.cpu, `${container.name} has no bounds`);
    if (object.kind !== "Job") demand(container.readinessProbe && container.livenessProbe, `${container.name} lacks a probe`);
    const ports = new Set((container.ports ?? []).map((port) => port.name));
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"].map((name) => container[name]).filter(Boolean))
      demand(ports.has(probe.httpGet.port), `${container.name} is probed at a port that it does not open`);
    for (const mount of container.volumeMounts ?? [])
      demand(pod.volumes.some((volume) => volume.name === mount.name), `${container.name} mounts ${mount.name}, which is not there`);
    said.push(...rolePromises(container, pod));
  }
  return said;
}

function rolePromises(container, pod) {
  const variables = Object.fromEntries((container.env ?? []).map((variable) => [variable.name, variable]));
  if (!variables.DESK_ROLE) return [];
  const said = [];
  if (variables.POD_IP?.valueFrom?.fieldRef?.fieldPath !== "status.podIP") said.push("does not know the address that others reach it by");
  const drain = Number(variables.DESK_DRAIN_SECONDS?.value);
  const waits = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  if (!(pod.terminationGracePeriodSeconds > waits + drain + shutdownSeconds))
    said.push(`is killed after ${pod.terminationGracePeriodSeconds} s, and may need ${waits} + ${drain} + ${shutdownSeconds}`);
  const twice = (container.env ?? []).map((variable) => variable.name).filter((name, index, names) => names.indexOf(name) !== index);
  if (twice.length > 0) said.push(`sets ${twice} twice`);
  return said;
}

function selectorPromises(object, all) {
  const { spec } = object;
  const selector = {
    Service: spec?.selector,
    PodDisruptionBudget: spec?.selector?.matchLabels,
    NetworkPolicy: spec?.podSelector?.matchLabels,
    StatefulSet: spec?.selector?.matchLabels,
    Deployment: spec?.selector?.matchLabels,
  }[object.kind];
  const said = [];
  if (selector) {
    const matches = (labels) => Object.entries(selector).every(([name, value]) => labels?.[name] === value);
    const pods = all.filter((other) => matches(templateOf(other)?.metadata?.labels));
    if (pods.length === 0) said.push("selects no pod");
    if (object.kind !== "NetworkPolicy" && pods.length > 1) said.push(`selects pods of ${pods.map((pod) => pod.metadata.name)}`);
    if (object.kind === "Service")
      for (const port of spec.ports)
        if (!pods.some((pod) => pod.spec.template.spec.containers.some((one) => one.ports?.some((open) => open.name === port.targetPort))))
          said.push(`leads to the port ${port.targetPort}, which no pod opens`);
  }

  if (object.kind === "HorizontalPodAutoscaler") {
    const target = all.find((other) => other.kind === spec.scaleTargetRef.kind && other.metadata.name === spec.scaleTargetRef.name);
    if (!target) said.push("scales nothing");
    else if (target.spec.replicas !== undefined) said.push("fights with the number that its target sets itself");
  }
  if (object.kind === "ServiceMonitor") {
    const wanted = Object.entries(spec.selector.matchLabels);
    const services = all.filter((other) => other.kind === "Service" && wanted.every(([name, value]) => other.metadata.labels[name] === value));
    if (!services.some((service) => service.spec.ports.some((port) => port.name === spec.endpoints[0].port))) said.push("watches no service");
  }
  return said;
}

function plainSecrets(object) {
  return object.kind === "Secret" || /password\s*=/i.test(JSON.stringify(object)) ? ["holds a secret itself"] : [];
}
