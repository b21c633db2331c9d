#!/bin/bash
# Run by a timer once a minute: publishes the metric requests_active for the server's group.
# Connections that wait for their next request are not counted, since the load balancers keep many
# open; nor is the request that asks. One look a minute would be chance, so ten are taken.
set -euo pipefail

samples=10
seconds_between=5
sum=0
minimum=''
maximum=0

for ((sample = 0; sample < samples; sample++)); do
  if ((sample > 0)); then
    sleep "$seconds_between"
  fi
  status="$(curl --silent --show-error --fail --max-time 3 http://127.0.0.1:8081/status)"
  [[ "$status" =~ Reading:\ ([0-9]+)\ Writing:\ ([0-9]+) ]]
  active=$((BASH_REMATCH[1] + BASH_REMATCH[2] - 1))
  sum=$((sum + active))
  if [[ -z "$minimum" ]] || ((active < minimum)); then
    minimum="$active"
  fi
  if ((active > maximum)); then
    maximum="$active"
  fi
done

aws cloudwatch put-metric-data --region "$AWS_REGION" --namespace "$METRIC_NAMESPACE" \
  --metric-name requests_active --unit Count --dimensions "AutoScalingGroupName=$GROUP_NAME" \
  --statistic-values "SampleCount=$samples,Sum=$sum,Minimum=$minimum,Maximum=$maximum"
