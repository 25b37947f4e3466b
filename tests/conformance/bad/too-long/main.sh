printf '{"event_type": "tick", "data": {"n": 1, "text": "%s"}}\n' "$(printf '%300000s' x)"
exec sleep 60
