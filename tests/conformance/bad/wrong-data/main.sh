echo '{"event_type": "tick", "data": {"n": "one"}}'
exec sleep 60
