echo '{ status: ok }'
exec sleep 60
