echo '{"status": "ok"}'
echo '{"jsonrpc": "2.0", "id": 1, "method": "checkpoint", "params": {}}'
exec sleep 60
