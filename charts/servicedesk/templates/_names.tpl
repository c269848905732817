{{/* The release's name is in every object's name, so that two desks fit into one namespace. */}}
{{- define "servicedesk.name" -}}
{{- $name := contains "servicedesk" .Release.Name | ternary .Release.Name (printf "%s-servicedesk" .Release.Name) -}}
{{- $name | trunc 48 | trimSuffix "-" }}
{{- end }}

{{- define "servicedesk.selector" -}}
app.kubernetes.io/name: servicedesk
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "servicedesk.labels" -}}
{{ include "servicedesk.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "servicedesk.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "servicedesk.otlp" -}}
{{- if .Values.telemetry.endpoint }}{{ .Values.telemetry.endpoint }}
{{- else if .Values.collector.enabled }}http://{{ include "servicedesk.name" . }}-collector:4318
{{- end }}
{{- end }}
