"""Teams of grids (四包一), their workload, and the lists that an office keeps of each grid."""
