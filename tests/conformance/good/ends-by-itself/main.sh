echo '{"event_type": "tick", "data": {"n": 1}}'
