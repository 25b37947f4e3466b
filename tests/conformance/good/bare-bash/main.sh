echo "starting"
echo '{"event_type": "tick", "data": {"n": 1}, "key": "1"}'
echo "a warning" >&2
while true; do sleep 1; done
