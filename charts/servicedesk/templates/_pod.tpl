{{/* What is alike in every pod of the desk. */}}

{{- define "servicedesk.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
fsGroup: 1654
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "servicedesk.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "servicedesk.environment" -}}
- name: DESK_STORE
  valueFrom:
    secretKeyRef:
      name: {{ required "database.existingSecret names the secret with DESK_STORE" .Values.database.existingSecret }}
      key: {{ .Values.database.key }}
- name: DESK_KEYS
  value: /keys/{{ .Values.keyRing.key }}
- name: DESK_URLS
  value: http://0.0.0.0:8080
- name: DESK_CLUSTER
  value: {{ .Values.cluster.name | quote }}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
{{- if .Values.admin.existingSecret }}
- name: DESK_ADMIN_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.admin.existingSecret }}
      key: {{ .Values.admin.key }}
{{- end }}
{{- with include "servicedesk.otlp" . }}
- name: DESK_OTLP
  value: {{ . | quote }}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: service.instance.id=$(POD_NAME)
- name: OTEL_TRACES_SAMPLER
  value: parentbased_traceidratio
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ $.Values.telemetry.sampleRatio | quote }}
{{- end }}
{{- end }}

{{/* Both roles answer these over HTTP. A start may have to wait for a migration; a full store makes a pod not ready, never dead. */}}
{{- define "servicedesk.probes" -}}
startupProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 2
  timeoutSeconds: 3
  failureThreshold: 150
readinessProbe:
  httpGet: { path: /health/ready, port: http }
  periodSeconds: 5
  timeoutSeconds: 4
  failureThreshold: 2
livenessProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{- define "servicedesk.mounts" -}}
- name: keys
  mountPath: /keys
  readOnly: true
- name: temporary
  mountPath: /tmp
{{- end }}

{{- define "servicedesk.volumes" -}}
- name: keys
  secret:
    secretName: {{ required "keyRing.existingSecret names the secret with the key ring" .Values.keyRing.existingSecret }}
    defaultMode: 0440
- name: temporary
  emptyDir:
    sizeLimit: 256Mi
{{- end }}

{{/* Takes a dict of root and component: one node or zone that fails should not take them all. */}}
{{- define "servicedesk.spread" -}}
{{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "servicedesk.selector" $.root | nindent 6 }}
      app.kubernetes.io/component: {{ $.component }}
{{- end }}
{{- end }}
