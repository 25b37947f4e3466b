echo '{"event_type": "tock", "data": {"n": 1}}'
exec sleep 60
