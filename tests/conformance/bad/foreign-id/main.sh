echo '{"event_type": "tick", "source": "my-timer", "data": {"n": 1}}'
exec sleep 60
