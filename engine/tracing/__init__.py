"""A trace per call, for OpenTelemetry: when it rang, what was waited for, who spoke. No words, no numbers.

campaign/runner ─CallEvents─▶ tracing.watching ─(at a call's end)─▶ tracing.spans ─Span─▶ tracing.exporting ─OTLP─▶ collector
"""
